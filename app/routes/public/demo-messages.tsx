export default function DemoMessages() {
  return null;
}
