export default function Redeem() {
  return null;
}
