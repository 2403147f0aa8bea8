/** A local AWS in small: starts one container and tells its port, then goes as its argument says. */
import { createServer } from 'node:http';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';

const [kind, end, cwd] = process.argv.slice(2) as ['ipc' | 'foreign', 'wait' | 'exit', string];
const program = kind === 'ipc' ? 'node' : process.execPath;
const containers = createContainers({
  clock: new ScaledClock(),
  registry: { 'local:test': { argv: [program, 'serve.mjs'], cwd } },
  workDir: cwd,
});
const container = await containers.start({
  image: 'local:test',
  environment: {},
  artifact: undefined,
  startupTimeoutMs: 15_000,
});
const { body } = await container.invoke({ headers: {}, body: new Uint8Array() });
process.stdout.write(`port ${new TextDecoder().decode(body)}\n`, () => {
  if (end === 'exit') process.exit();
});
createServer().listen(0, '127.0.0.1');
