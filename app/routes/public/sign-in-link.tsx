export default function SignInLink() {
  return null;
}
