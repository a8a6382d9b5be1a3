DROP TABLE notifications_lues, notifications;
