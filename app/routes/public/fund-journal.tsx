export default function FundJournal() {
  return null;
}
