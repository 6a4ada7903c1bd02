/* The least that judging a capture could cost: maps a pcap file of this machine's byte order and
   counts its frames and octets by flow, in a table that grows. Decides nothing.

     cc -O2 -o flowloop flowloop.c && ./flowloop FILE */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct key {
  uint8_t source[16], destination[16];
  uint16_t source_port, destination_port;
  uint8_t protocol, family, rest[2];
};

struct flow {
  struct key key;
  uint64_t frames, octets;
};

static struct flow *table;
static size_t places = 1024, flows;

static uint64_t hash(const struct key *key) {
  uint64_t words[5], mixed = 0;
  memcpy(words, key, sizeof words);
  for (int i = 0; i < 5; i++) mixed = (mixed ^ words[i]) * 0x9E3779B97F4A7C15u ^ mixed >> 29;
  return mixed >> 16;
}

static struct flow *place(const struct key *key) {
  size_t at = hash(key) & (places - 1);
  while (table[at].frames && memcmp(&table[at].key, key, sizeof *key)) at = (at + 1) & (places - 1);
  return &table[at];
}

static void grow(void) {
  struct flow *old = table;
  size_t before = places;
  places *= 2;
  table = calloc(places, sizeof *table);
  if (!table) exit(1);
  for (size_t i = 0; i < before; i++)
    if (old[i].frames) *place(&old[i].key) = old[i];
  free(old);
}

static void count(const uint8_t *frame, uint32_t captured, uint32_t original) {
  struct key key;
  memset(&key, 0, sizeof key);
  uint32_t payload = 0;
  if (captured >= 34 && frame[12] == 0x08 && frame[13] == 0x00) {
    key.family = 4;
    key.protocol = frame[23];
    memcpy(key.source, frame + 26, 4);
    memcpy(key.destination, frame + 30, 4);
    payload = 14 + (frame[14] & 15) * 4;
  } else if (captured >= 54 && frame[12] == 0x86 && frame[13] == 0xDD) {
    key.family = 6;
    key.protocol = frame[20];
    memcpy(key.source, frame + 22, 16);
    memcpy(key.destination, frame + 38, 16);
    payload = 54;
  }
  if ((key.protocol == 6 || key.protocol == 17) && captured >= payload + 4) {
    memcpy(&key.source_port, frame + payload, 2);
    memcpy(&key.destination_port, frame + payload + 2, 2);
  }
  struct flow *flow = place(&key);
  if (!flow->frames) {
    flow->key = key;
    flows++;
  }
  flow->frames++;
  flow->octets += original;
  if (2 * flows > places) grow();
}

int main(int argc, char **argv) {
  int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  struct stat facts;
  if (file < 0 || fstat(file, &facts) || facts.st_size < 24) {
    fprintf(stderr, "usage: flowloop FILE\n");
    return 2;
  }
  const uint8_t *bytes = mmap(NULL, facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  table = calloc(places, sizeof *table);
  if (bytes == MAP_FAILED || !table) return 1;
  madvise((void *)bytes, facts.st_size, MADV_SEQUENTIAL);
  uint64_t frames = 0, at = 24, size = facts.st_size;
  while (at + 16 <= size) {
    uint32_t head[4];
    memcpy(head, bytes + at, sizeof head);
    if (at + 16 + head[2] > size) break;
    count(bytes + at + 16, head[2], head[3]);
    frames++;
    at += 16 + head[2];
  }
  printf("%llu frames, %zu flows\n", (unsigned long long)frames, flows);
  return 0;
}
