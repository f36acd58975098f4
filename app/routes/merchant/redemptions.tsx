export default function Redemptions() {
  return null;
}
