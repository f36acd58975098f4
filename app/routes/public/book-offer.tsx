export default function BookOffer() {
  return null;
}
