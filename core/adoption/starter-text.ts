import { isFields } from '../manifest/defaults.ts';
import type { StarterParts } from './starter-parts.ts';
import { type OptionalPart, policyFields, starterAlarms, usualAlarm } from './starter-value.ts';

/** The starter manifest as YAML, with comments that explain. It says what `starterValue` says. */
export function starterText(parts: StarterParts, written: ReadonlySet<OptionalPart>): string {
  return `${[...head(parts), ...model(parts, written), ...fleet(parts, written), ...rollout(parts, written), ...alarms(parts, written), ...tail(parts)].join('\n')}\n`;
}

const head = ({ endpoint, config, defaults }: StarterParts): string[] => [
  `# How the models of endpoint ${endpoint} are released, as it served from config ${config}.`,
  `# It stands at s3://<bucket>/models/${endpoint}/greenlight.yaml. All fields: npx greenlight docs manifest`,
  ...(Object.keys(defaults).length > 0
    ? [
        "# What is left out here comes from the bucket's defaults, models/greenlight.defaults.yaml, and otherwise stays as",
      ]
    : ['# What is left out stays as']),
  '# it is live: environment variables, keys, network, data capture and all else.',
  '',
];

function model({ image, role, why }: StarterParts, written: ReadonlySet<OptionalPart>): string[] {
  const lines = [
    image === undefined
      ? commented(`image: … # ${why.image ?? 'not known'}`)
      : field(
          written.has('image'),
          `image: ${scalar(image.value)}${image.value === image.named ? '' : ` # deployed as ${image.named}`}`,
          'this stage does not allow it to be named; it is inherited',
        ),
    role === undefined
      ? commented(`role: … # ${why.role ?? 'not known'}`)
      : field(
          written.has('role'),
          `role: ${scalar(role)}`,
          'this stage does not allow it (npx greenlight docs settings, allowed.roles)',
        ),
  ];
  const note = ' # what a release serves with; change the image here when a model needs another one';
  return [...section('model:', note, lines), ''];
}

function fleet({ variant, instances, why }: StarterParts, written: ReadonlySet<OptionalPart>): string[] {
  const lines = [
    variant === undefined
      ? commented(`variant: … # ${why.variant ?? 'not known'}`)
      : `  variant: ${scalar(variant)}`,
    ...(instances === undefined
      ? [commented(`instanceType: … # left out: ${why.instances ?? 'not known'}`)]
      : [
          field(written.has('instances'), `instanceType: ${instances.type}`),
          instances.count === undefined
            ? commented('instanceCount: … # left out: it has 0 instances now, which its autoscaling decides')
            : field(
                written.has('instances'),
                `instanceCount: ${instances.count} # for making the endpoint anew; an update keeps the number that it has by then`,
              ),
        ]),
  ];
  return [...section('fleet:', '', lines), ''];
}

function rollout({ strategy, defaults }: StarterParts, written: ReadonlySet<OptionalPart>): string[] {
  const isWritten = written.has('rollout');
  const stored = strategy.from === 'stored';
  const from = strategy.unusable
    ? `# Its stored deployment config cannot be used, so this is the default:\n# ${strategy.unusable}`
    : stored
      ? "# As the endpoint's owner stored it with the endpoint (its deployment config):"
      : '# The endpoint has no deployment config, so this is the default. For a fleet of several instances consider\n# canary: a part of the traffic first. npx greenlight docs manifest';
  const left =
    'rollout' in defaults
      ? '# Left out, the defaults apply:'
      : stored
        ? '# Left out, the stored one applies; written here, it would be refused, or watched more strictly:'
        : '# Left out:';
  const fields = policyFields(strategy.policy).map(
    ([name, text]) => `  ${name}: ${text}${meaning[name] === undefined ? '' : ` # ${meaning[name]}`}`,
  );
  const lines = ['rollout:', ...fields];
  return [from, ...(isWritten ? lines : [left, ...lines.map((line) => `# ${line}`)]), ''];
}

const meaning: Readonly<Record<string, string>> = {
  step: 'so much at a time',
  bake: 'how long alarms are watched after each step',
  finalBake: 'how long the old fleet stands after the last step: until then, going back is instant',
  rollbackStep: 'so much at a time on the way back',
  timeout: 'SageMaker goes back if it takes longer',
};

function alarms(parts: StarterParts, written: ReadonlySet<OptionalPart>): string[] {
  const { alarms: stored, strategy, defaults } = parts;
  if (stored.length > 0)
    return [
      `alarms: # of the stored deployment config${'alarms' in defaults ? ', after those of the defaults, which this list replaces' : ''}: any of them in ALARM in a bake takes the release back`,
      ...starterAlarms(parts, written).map((alarm) => `  - ${alarmText(alarm)}`),
      ...others,
    ];
  if ('alarms' in defaults) return ['# The alarms are those of the defaults.', ...others];
  const { metric, above, for: long, on } = usualAlarm;
  const usual = `  - { metric: ${metric}, above: ${above}, for: ${long}, on: ${on} }`;
  if (written.has('alarm'))
    return [
      `alarms: # ${strategy.from === 'stored' ? 'its deployment config names none' : 'none is known'}, so one is made for each release, on its new fleet, and removed with it`,
      usual,
      ...others,
    ];
  return [
    '# No alarm takes a bad release back yet: none is stored, and this one does not fit the endpoint or its bakes.',
    '# alarms:',
    `# ${usual}`,
    ...others,
  ];
}

const others = [
  '# A judge compares both fleets, approvals ask people, a soak watches afterwards: npx greenlight docs gates',
];

const tail = ({ defaults }: StarterParts): string[] =>
  'keep' in defaults ? [] : ['', 'keep: 5 # releases kept for a rollback'];

/** A stored alarm as people write it; one of the defaults as it stands there, as JSON, which is YAML, too. */
const alarmText = (alarm: unknown): string =>
  isFields(alarm) && Object.keys(alarm).join() === 'name,on' && typeof alarm.name === 'string'
    ? `{ name: ${scalar(alarm.name)}, on: ${alarm.on} }`
    : JSON.stringify(alarm);

/** A heading with what stands below it; a comment if nothing does. */
const section = (heading: string, note: string, lines: readonly string[]): string[] =>
  lines.some((line) => !line.startsWith('#'))
    ? [heading + note, ...lines]
    : [`# ${heading}${note}`, ...lines];

const field = (isWritten: boolean, text: string, why?: string): string =>
  isWritten ? `  ${text}` : commented(why === undefined ? text : `${text} # ${why}`);

const commented = (text: string): string => `#   ${text}`;

/** A text as YAML: plain where it cannot be mistaken for anything else, otherwise quoted as JSON, which is YAML, too. */
const scalar = (text: string): string =>
  /^[A-Za-z0-9][\w./:@+=-]*$/.test(text) &&
  !/^[\d.:_+-]*$/.test(text) &&
  !reserved.test(text) &&
  !text.endsWith(':')
    ? text
    : JSON.stringify(text);

/** Words and numbers that YAML reads as something else than text. */
const reserved = /^(?:true|false|null|yes|no|on|off|~|0x[\da-f]+|0o[0-7]+|\d[\d.]*e[+-]?\d+)$/i;
