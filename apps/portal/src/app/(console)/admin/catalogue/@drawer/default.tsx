/** No drawer unless an entry was followed. */
export default function NoDrawer() {
  return null;
}
