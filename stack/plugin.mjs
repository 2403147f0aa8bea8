// The framework loads a plugin by its default export, which no other file of the project has.
import { StackPlugin } from './plugin.ts';

// biome-ignore lint/style/noDefaultExport: the framework asks for it
export default StackPlugin;
