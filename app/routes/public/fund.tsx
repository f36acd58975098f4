export default function Fund() {
  return null;
}
