// A Fastify server with node-postgres, to compare the service with. `make bench` gives it the statements that it also
// runs alone.
import Fastify from 'fastify';
import pg from 'pg';

const { PEER_PORT, PEER_DATABASE_URL, PEER_CONNECTIONS, PEER_LIST, PEER_RECORD } = process.env;
const PAGE = 25;
const pool = new pg.Pool({ connectionString: PEER_DATABASE_URL, max: Number(PEER_CONNECTIONS) });
const server = Fastify();

// Named statements stay prepared on their connection.
server.get('/api/prospects', async () => {
  const { rows } = await pool.query({ name: 'list', text: PEER_LIST });
  return { data: rows.slice(0, PAGE), pagination: { page: 1, limit: PAGE, total: Number(rows[0]?.total ?? 0) } };
});

server.get('/api/prospects/:id', async (request, reply) => {
  const { rows } = await pool.query({ name: 'record', text: PEER_RECORD, values: [request.params.id] });
  return rows[0] ?? reply.code(404).send({ title: 'Introuvable' });
});

await server.listen({ host: '127.0.0.1', port: Number(PEER_PORT) });
