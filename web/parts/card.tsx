import type { ComponentChildren } from 'preact';

interface CardProps {
  readonly title: string;
  readonly name: string;
  /** Beside the title, quietly: how old it is, what it counts. */
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
}

export const Card = ({ title, name, note, children }: CardProps) => (
  <section class={`card card-${name}`} aria-labelledby={`title-${name}`}>
    <header class="card-head">
      <h2 id={`title-${name}`}>{title}</h2>
      {note !== undefined && <span class="note">{note}</span>}
    </header>
    {children}
  </section>
);
