import { describe, expect, test } from "vitest";
import { type Caller, clientAddress, isFromHere } from "~/platform/client-address";

const PROXY = "10.0.0.1";

describe("without a trusted proxy", () => {
  test("the connection's address counts, whatever a header says", () => {
    expect(clientAddress({ remote_address: "198.51.100.7", forwarded_for: "203.0.113.9" }, 0)).toBe("198.51.100.7");
    expect(clientAddress({ remote_address: undefined, forwarded_for: "203.0.113.9" }, 0)).toBe("");
  });

  test.each([
    ["an IPv4 address inside IPv6 is that address", "::ffff:198.51.100.7", "198.51.100.7"],
    ["an IPv6 network of 64 bits is one", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["however it is written", "2001:0DB8:1:2::9", "2001:db8:1:2::/64"],
    ["also where its zeros are inside", "2001:db8::1", "2001:db8:0:0::/64"],
    ["also with a zone", "fe80::1%eth0", "fe80:0:0:0::/64"],
    ["loopback", "::1", "0:0:0:0::/64"],
  ])("%s", (_what, remote_address, expected) => {
    expect(clientAddress({ remote_address, forwarded_for: undefined }, 0)).toBe(expected);
  });
});

describe("behind trusted proxies", () => {
  test.each([
    ["one: the last entry, not what the client wrote before it", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"],
    ["two: the last but one", "1.1.1.1, 198.51.100.7, 10.0.0.2", 2, "198.51.100.7"],
    ["fewer entries than proxies: the first", "198.51.100.7", 2, "198.51.100.7"],
    ["IPv6 as its network", "2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::/64"],
    ["with the port it was called from", "203.0.113.9:80, 198.51.100.7:51234", 1, "198.51.100.7"],
    ["IPv6 in brackets", "[2001:db8:1:2::9]", 1, "2001:db8:1:2::/64"],
    ["IPv6 in brackets with its port", "[2001:db8:1:2::9]:51234", 1, "2001:db8:1:2::/64"],
    ["brackets around nothing: the connection's", "[]:443", 1, PROXY],
    ["a port that is none", "198.51.100.7:x", 1, PROXY],
    ["no entry: the connection's", "", 1, PROXY],
    ["an entry that is no address: the connection's", "unknown", 1, PROXY],
    ["nor is this one", "999.1.1.1", 1, PROXY],
    ["nor this", "::1]@evil.example", 1, PROXY],
    ["nor this", "1:2:3", 1, PROXY],
  ])("%s", (_what, forwarded_for, trusted_proxy_count, expected) => {
    expect(clientAddress({ remote_address: PROXY, forwarded_for }, trusted_proxy_count)).toBe(expected);
  });
});

describe("a call from this machine", () => {
  const call = (change: Partial<Caller> = {}) =>
    isFromHere({
      remote_address: "127.0.0.1",
      headers: {},
      trusted_proxy_count: 0,
      origin: "http://127.0.0.1:3000",
      ...change,
    });

  test.each(["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])("comes over loopback: %s", (remote_address) => {
    expect(call({ remote_address })).toBe(true);
  });

  test.each(["198.51.100.7", "10.0.0.1", "::ffff:10.0.0.1", "::2", "127.0.0.1.example", undefined])(
    "does not come from %s",
    (remote_address) => expect(call({ remote_address })).toBe(false),
  );

  test.each(["x-forwarded-for", "forwarded", "via", "x-real-ip"])("is not what a proxy passes on with %s", (name) => {
    expect(call({ headers: { [name]: "127.0.0.1" } })).toBe(false);
    expect(call({ headers: { [name]: "127.0.0.1" }, trusted_proxy_count: 1 })).toBe(false);
  });

  test("cannot be told behind a proxy of which nobody says that it names its callers", () => {
    const origin = "https://shangju.example";
    expect(call({ origin })).toBe(false);
    expect(call({ origin, trusted_proxy_count: 1 })).toBe(true);
  });
});
