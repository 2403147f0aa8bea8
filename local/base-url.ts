/** Where clients reach the local AWS, as long as it is not served anywhere else. */
export const defaultBaseUrl = 'http://127.0.0.1:4566';

const isDefault = new RegExp(`${defaultBaseUrl.replaceAll('.', '\\.')}(?!\\d)`, 'g');

/** `text` with the URLs that were made before the local AWS was served leading to where it is: `baseUrl`. */
export const servedAt = (text: string, baseUrl: string): string => text.replaceAll(isDefault, baseUrl);
