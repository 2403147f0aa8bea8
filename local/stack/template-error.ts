/** A template that cannot be deployed here. The message names the place in it, what is wrong and, if known, what to do. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
