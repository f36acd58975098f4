export default function Bookings() {
  return null;
}
