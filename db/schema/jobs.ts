export type LeaseTable = { name: string; holder: string; expires_at: string };
