import {
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';

const where = { Bucket: 'models', Key: 'a' };
const tag = (Key: string, Value: string) => ({ Key, Value });

test('tags come with the upload, are replaced as a whole and taken off, while the version stays', async () => {
  const { s3, events } = s3World();
  const put = await s3.send(new PutObjectCommand({ ...where, Body: 'x', Tagging: 'team=ml&note=a%2Bb' }));
  const tags = async () => (await s3.send(new GetObjectTaggingCommand(where))).TagSet;
  expect(await tags()).toEqual([tag('team', 'ml'), tag('note', 'a+b')]);

  const Tagging = { TagSet: [tag('stage', 'prod <1>'.replaceAll(/[<>]/g, '='))] };
  const changed = await s3.send(new PutObjectTaggingCommand({ ...where, Tagging }));
  expect(changed.VersionId).toBe(put.VersionId);
  expect(await tags()).toEqual(Tagging.TagSet);
  const head = await s3.send(new HeadObjectCommand(where));
  expect(head).toMatchObject({ VersionId: put.VersionId, LastModified: head.LastModified });

  await s3.send(new DeleteObjectTaggingCommand(where));
  expect(await tags()).toEqual([]);
  expect(events.map(({ detailType }) => detailType)).toEqual([
    'Object Created',
    'Object Tags Added',
    'Object Tags Deleted',
  ]);
  expect(events.at(1)?.detail).toMatchObject({ object: { key: 'a', 'version-id': put.VersionId } });
});

test('each version has tags of its own', async () => {
  const { s3 } = s3World();
  const old = await s3.send(new PutObjectCommand({ ...where, Body: '1', Tagging: 'n=1' }));
  await s3.send(new PutObjectCommand({ ...where, Body: '2' }));
  const VersionId = old.VersionId;
  await s3.send(new PutObjectTaggingCommand({ ...where, VersionId, Tagging: { TagSet: [tag('n', '3')] } }));
  expect((await s3.send(new GetObjectTaggingCommand({ ...where, VersionId }))).TagSet).toEqual([
    tag('n', '3'),
  ]);
  expect((await s3.send(new GetObjectTaggingCommand(where))).TagSet).toEqual([]);
});

test.each([
  ['eleven', Array.from({ length: 11 }, (_, n) => tag(`k${n}`, '')), 'BadRequest'],
  ['two of one key', [tag('a', '1'), tag('a', '2')], 'InvalidTag'],
  ['a key of 129 characters', [tag('k'.repeat(129), '')], 'InvalidTag'],
  ['a value of 257 characters', [tag('k', 'v'.repeat(257))], 'InvalidTag'],
  ['a character that is not allowed', [tag('k', '!')], 'InvalidTag'],
])('%s: refused', async (_, TagSet, code) => {
  const { s3 } = s3World();
  await s3.send(new PutObjectCommand({ ...where, Body: 'x', Tagging: 'kept=yes' }));
  const refusal = await errorOf(s3.send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet } })));
  expect(refusal).toMatchObject({ name: code, $metadata: { httpStatusCode: 400 } });
  expect((await s3.send(new GetObjectTaggingCommand(where))).TagSet).toEqual([tag('kept', 'yes')]);
});
