<?php

// Verifies a webhook of the service in PHP 8, without a dependency (Standard Webhooks, standardwebhooks.com).
//
//   php verify.php vectors.json     runs the test vectors

declare(strict_types=1);

/** Maximum distance between the timestamp and the clock, in seconds. */
const TOLERANCE = 5 * 60;

/**
 * Returns the parsed body of a webhook, or throws the reason to refuse it. Answer a refused webhook with 401.
 *
 * @param string $secret the value of N8N_WEBHOOK_SECRET
 * @param array<string, string> $headers with names in lower case: array_change_key_case(getallheaders())
 * @param string $body the raw bytes, file_get_contents('php://input'): JSON that is parsed and written again has
 *     another signature
 * @param int|null $now seconds since 1970
 */
function verify(string $secret, array $headers, string $body, ?int $now = null): mixed
{
    $now ??= time();
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = $headers['webhook-signature'] ?? '';
    if ($id === '') {
        throw new UnexpectedValueException('no webhook-id');
    }
    if (!preg_match('/^[0-9]{1,12}$/D', $timestamp)) {
        throw new UnexpectedValueException('no webhook-timestamp');
    }
    if (abs($now - (int) $timestamp) > TOLERANCE) {
        throw new UnexpectedValueException('too old, or the clocks differ');
    }

    $key = (string) base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    // Anybody could sign with an empty key.
    if (strlen($key) < 24) {
        throw new UnexpectedValueException('the secret is missing or too short');
    }
    $hash = hash_hmac('sha256', "$id.$timestamp.$body", $key, true);
    $expected = 'v1,' . base64_encode($hash);
    // While a secret is rotated, the header holds a signature for each of the two, separated by a space.
    $matches = array_map(fn (string $given): bool => hash_equals($expected, $given), explode(' ', $signatures));
    if (!in_array(true, $matches, true)) {
        throw new UnexpectedValueException('wrong signature');
    }

    return json_decode($body, true, 512, JSON_THROW_ON_ERROR);
}

/** Returns the name of each test vector on which verify() decides wrongly. */
function mistakes(array $vectors): array
{
    $is_accepted = function (array $vector): bool {
        try {
            verify($vector['secret'], $vector['headers'], $vector['body'], $vector['now']);
        } catch (UnexpectedValueException) {
            return false;
        }

        return true;
    };
    $wrong = array_filter($vectors, fn (array $vector): bool => $is_accepted($vector) !== $vector['accepted']);

    return array_column($wrong, 'name');
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $vectors = json_decode(file_get_contents($argv[1]), true, 512, JSON_THROW_ON_ERROR)['vectors'];
    $wrong = mistakes($vectors);
    foreach ($wrong as $name) {
        fwrite(STDERR, "wrong: $name\n");
    }
    printf("PHP: %d of %d vectors\n", count($vectors) - count($wrong), count($vectors));
    exit($wrong === [] && $vectors !== [] ? 0 : 1);
}
