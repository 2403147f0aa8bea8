import { Component, type ComponentChildren } from 'preact';
import type { EndpointRow } from '../../core/dashboard/api.ts';
import { rolloutOf } from '../model/rows.ts';
import { Ago } from '../parts/ago.tsx';
import { Outcome, ToneIcon } from '../parts/tone.tsx';
import { rolloutHref } from '../route.ts';
import { Running } from './running.tsx';

interface RowProps {
  readonly row: EndpointRow;
}

/** One endpoint. It is drawn anew only if what it says has changed: there may be hundreds. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate({ row }: RowProps): boolean {
    return row !== this.props.row;
  }

  override render({ row }: RowProps) {
    const { endpoint, status, serving, optedIn, judgeOff, running, last } = row;
    const tone = running[0]?.tone ?? (last?.urgent ? 'bad' : 'plain');
    return (
      <li class={`row is-${tone}`}>
        <RowLink rollout={rolloutOf(row)}>
          <span class="row-name">
            <b>{endpoint}</b>
            <span class="note">
              {[
                status ?? 'status not read',
                optedIn === false ? 'not opted in' : [],
                judgeOff ? 'judge off' : [],
              ]
                .flat()
                .join(' · ')}
            </span>
          </span>
          <span class="row-serving">
            {serving === null ? (
              <span class="note">nothing known</span>
            ) : (
              <>
                <b>{serving.name}</b>{' '}
                <span class="note">{serving.since !== null && <Ago at={serving.since} suffix="" />}</span>
              </>
            )}
          </span>
          <span class="row-running">
            {running.map((one) => (
              <Running key={one.rollout} running={one} />
            ))}
          </span>
          <span class="row-last">
            {last !== null && (
              <>
                <span class="row-last-head">
                  <Outcome outcome={last.outcome} /> {last.version}{' '}
                  <span class="note">
                    <Ago at={last.endedAt} />
                  </span>
                  {last.urgent && (
                    <span class="urgent">
                      <ToneIcon tone="bad" /> somebody must act
                    </span>
                  )}
                </span>
                <span class="row-cause">{last.cause}</span>
              </>
            )}
          </span>
        </RowLink>
      </li>
    );
  }
}

const RowLink = ({
  rollout,
  children,
}: {
  readonly rollout: string | undefined;
  readonly children: ComponentChildren;
}) =>
  rollout === undefined ? (
    <div class="row-link">{children}</div>
  ) : (
    <a class="row-link" data-in-page data-row href={rolloutHref(rollout)}>
      {children}
    </a>
  );
