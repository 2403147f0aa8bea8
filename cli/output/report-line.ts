import { styleText } from 'node:util';
import type { EndpointReading, VariantReading } from '../../core/deployment/reading.ts';
import { deploymentState } from '../../core/deployment/state.ts';
import { deploymentWords } from '../../core/deployment/words.ts';
import type { Report } from './output.ts';

/** A report as one line for people, or undefined if it would only repeat another. */
export function reportLine(report: Report): string | undefined {
  switch (report.type) {
    case 'outcome':
      return `${styleText(['bold', outcomeColour(report.outcome)], report.outcome)} ${report.release}: ${report.cause}`;
    case 'notice':
      return `${styleText('magenta', 'notice')} ${withoutEmoji(report.title)}${indent(report.description)}`;
    case 'press':
      return `${styleText('magenta', 'Slack')} the demo clicks ${report.action.replace('greenlight:', '')} for ${report.release} as ${report.name}, signed as Slack signs: ${pressAnswer(report.status)}`;
    case 'event':
      return eventLine(report);
    default:
      return report satisfies never;
  }
}

export const outcomeColour = (outcome: string) =>
  outcome === 'DEPLOYED' ? 'green' : outcome === 'ROLLED_BACK' ? 'yellow' : 'red';

/** A chat shows `:bell:` as a picture, but a terminal cannot. */
const withoutEmoji = (title: string): string => title.replace(/^:[a-z_]+: /, '');

const pressAnswer = (status: number | null): string =>
  status === 200 ? 'taken' : status === null ? 'not answered' : `answered ${status}`;

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `\n           ${line}`)
    .join('');

/** The part of AWS's event details that a line can show. */
interface KnownDetail {
  readonly EndpointStatus?: string;
  readonly EndpointConfigName?: string;
  readonly ProductionVariants?: readonly Counts[];
  readonly PendingDeploymentSummary?: {
    readonly ProductionVariants?: readonly Counts[];
  };
  readonly alarmName?: string;
  readonly state?: { readonly value?: string; readonly reason?: string };
  readonly previousState?: { readonly value?: string };
  readonly object?: { readonly key?: string; readonly size?: number };
}

interface Counts {
  readonly CurrentInstanceCount?: number;
  readonly DesiredInstanceCount?: number;
  readonly VariantStatus?: readonly { readonly Status?: string; readonly StatusMessage?: string }[];
}

function eventLine(event: Extract<Report, { type: 'event' }>): string | undefined {
  const detail = event.detail as KnownDetail;
  switch (event.detailType) {
    case 'Object Created':
      // Captured answers come all the time.
      if (detail.object?.key?.startsWith('captures/')) return undefined;
      return `${styleText('cyan', 'S3')} ${detail.object?.key} (${detail.object?.size} bytes)`;
    case 'SageMaker Endpoint State Change':
      return `${styleText('cyan', 'SageMaker')} ${event.endpoint} ${detail.EndpointStatus} on ${detail.EndpointConfigName}`;
    case 'SageMaker Endpoint Deployment State Change':
      return deploymentLine(event.endpoint, detail);
    case 'CloudWatch Alarm State Change': {
      const value = detail.state?.value ?? '';
      // Show the controller's own alarms only when they go off.
      if (value !== 'ALARM' && detail.alarmName?.includes('/ops/')) return undefined;
      const colour = value === 'ALARM' ? 'red' : 'cyan';
      return `${styleText(colour, 'CloudWatch')} ${detail.alarmName} ${detail.previousState?.value} → ${value}: ${detail.state?.reason}`;
    }
    default:
      return undefined;
  }
}

function deploymentLine(endpoint: string | null, detail: KnownDetail): string | undefined {
  const blue = detail.ProductionVariants?.[0];
  const green = detail.PendingDeploymentSummary?.ProductionVariants?.[0];
  const message = green?.VariantStatus?.[0]?.StatusMessage;
  // Activating takes no time here: the bake that follows shows its result.
  if (green === undefined || message === undefined || message.startsWith('Activating')) return undefined;
  const fleet = (name: string, counts: Counts | undefined) =>
    counts ? `${name} ${counts.CurrentInstanceCount}/${counts.DesiredInstanceCount}` : `${name} -`;
  const share = Math.round((100 * (green.CurrentInstanceCount ?? 0)) / (green.DesiredInstanceCount || 1));
  const counts = `${fleet('blue', blue)} ${fleet('green', green)}, ${share} % on green`;
  return `${styleText('cyan', 'SageMaker')} ${endpoint} ${counts}: ${message}${endingText(detail)}`;
}

/** AWS's message does not say which fleet ends. The traffic shows it. */
function endingText(detail: KnownDetail): string {
  const state = deploymentState(readingIn(detail), undefined);
  const { kind } = state.deployment;
  return kind === 'ending-old' || kind === 'ending-new' ? ` ${deploymentWords(state).meaning[0]}` : '';
}

/** Converts a deployment event's detail to the form of DescribeEndpoint. */
function readingIn({
  EndpointConfigName,
  ProductionVariants,
  PendingDeploymentSummary,
}: KnownDetail): EndpointReading {
  return {
    status: 'Updating',
    config: EndpointConfigName ?? '',
    variants: (ProductionVariants ?? []).map(variantIn),
    ...(PendingDeploymentSummary && {
      pending: { config: '', variants: (PendingDeploymentSummary.ProductionVariants ?? []).map(variantIn) },
    }),
  };
}

const variantIn = ({ CurrentInstanceCount, DesiredInstanceCount, VariantStatus }: Counts): VariantReading => {
  const [doing] = VariantStatus ?? [];
  return {
    name: '',
    serving: CurrentInstanceCount ?? 0,
    size: DesiredInstanceCount ?? 0,
    weight: 1,
    ...(doing?.Status !== undefined && {
      doing: { status: doing.Status, message: doing.StatusMessage ?? '' },
    }),
  };
};
