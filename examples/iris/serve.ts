/**
 * The model server: `node serve.ts` with PORT (default 8080, as SageMaker's containers listen) and MODEL_DIR
 * (default /opt/ml/model, where SageMaker extracts the artifact). It loads the model, then listens on loopback.
 *
 * Started with an IPC channel it tells its parent `{port}`, so that PORT=0 may pick a free one, and ends with it.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { answer } from './answer.ts';
import { type Model, parseModel } from './model.ts';

const modelDir = process.env.MODEL_DIR ?? '/opt/ml/model';
const model = load(join(modelDir, 'model.json'));

const server = createServer(async (request, response) => {
  try {
    const { status, body } = answer(model, {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      contentType: request.headers['content-type'],
      body: await text(request),
    });
    if (status >= 500) console.error(JSON.stringify(body));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    // The client went away while it was sending.
    console.error(String(error));
    response.destroy();
  }
});

process.on('disconnect', () => process.exit());
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`model ${model.version} from ${modelDir} listens on 127.0.0.1:${port}`);
  process.send?.({ port });
});

/** A server without its model is of no use: it says why and exits, and so never passes its ping. */
function load(path: string): Model {
  try {
    return parseModel(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`the model can't be loaded from ${path}: ${(error as Error).message}`);
    process.exit(1);
  }
}
