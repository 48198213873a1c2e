/** No delivery is open. */
export default function NoDrawer() {
  return null;
}
