// Languages offered for a customer (ISO 639-1); the record's own is always among the choices as well.
export const languages = ['fr', 'en', 'es', 'it', 'de', 'nl', 'pt', 'ar', 'zh', 'ja', 'ru', 'pl'] as const
