export default function Merchant() {
  return null;
}
