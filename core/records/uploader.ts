/**
 * Who uploaded something, for people. S3's event names the account alone, or a service of AWS that acted for
 * somebody; CloudTrail's data events would name the person.
 */
export const uploaderText = (by: string): string => (/^\d{12}$/.test(by) ? `account ${by}` : by);
