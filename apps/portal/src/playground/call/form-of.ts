/** A form of those fields and files; what is undefined is left out. */
export function formOf(fields: Readonly<Record<string, unknown>>, files: Readonly<Record<string, File>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value));
  for (const [name, file] of Object.entries(files)) form.append(name, file, file.name);
  return form;
}
