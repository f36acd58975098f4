export default function EditOffer() {
  return null;
}
