/** No key is open. */
export default function NoDrawer() {
  return null;
}
