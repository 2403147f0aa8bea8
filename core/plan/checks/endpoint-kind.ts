import { type LiveEndpoint, modelsOf } from '../../sagemaker.ts';
import type { Problem } from '../../values/problem.ts';
import { containersOf } from '../compose-model.ts';

/**
 * Endpoints that cannot be released to, and why (docs/support.md). Otherwise a release would change them in a
 * way that nobody asked for, or fail half-way.
 */
export function kindProblems(live: LiveEndpoint): Problem[] {
  const variants = live.config.ProductionVariants;
  const refused = (
    expected: string,
    got: string,
    fix = 'Such endpoints are not supported; release this one by hand.',
  ) => ({
    field: 'endpoint',
    expected,
    got,
    fix,
  });
  if (variants.length === 0) {
    const fix = 'UpdateEndpoint needs the old config as well: create it again under its name.';
    return [
      refused('an endpoint whose config is still there', `config ${live.configName}, which is gone`, fix),
    ];
  }
  const problems: Problem[] = [];
  const shadows = live.config.ShadowProductionVariants;
  if (Array.isArray(shadows) && shadows.length > 0)
    problems.push(
      refused('production variants without a shadow', 'a shadow variant, which takes a copy of the traffic'),
    );
  const hosting = variants.filter(({ ModelName }) => ModelName === undefined);
  if (hosting.length > 0) {
    const got = `inference components on variant ${names(hosting)}, which are updated one by one`;
    problems.push(refused('variants with a model of their own', got));
  }
  const orphans = variants.flatMap((variant) =>
    modelsOf([variant]).flatMap((model) =>
      live.models[model] === undefined ? [{ variant: variant.VariantName, model }] : [],
    ),
  );
  for (const { variant, model } of orphans) {
    const fix = `Create model ${model} again, or update the endpoint by hand.`;
    problems.push(
      refused(
        `the model of variant ${variant}, to take its settings from`,
        `model ${model}, which is gone`,
        fix,
      ),
    );
  }
  const multi = Object.entries(live.models).filter(([, model]) =>
    containersOf(model).some(({ Mode }) => Mode === 'MultiModel'),
  );
  if (multi.length > 0) {
    const got = `multi-model ${multi.map(([name]) => name).join(', ')}, which loads its models from a prefix as they are asked for`;
    problems.push(refused('a model with one artifact', got));
  }
  return problems;
}

const names = (variants: readonly { VariantName: string }[]): string =>
  variants.map(({ VariantName }) => VariantName).join(', ');
