package io.skein.generator.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** How the pages of a file are compressed. */
public enum Compression {
  /** Not at all. */
  UNCOMPRESSED(CompressionCodecName.UNCOMPRESSED) {
    @Override
    BytesInput compress(BytesInput page) {
      return page;
    }
  },
  /** Fast, and what most writers of Parquet choose. */
  SNAPPY(CompressionCodecName.SNAPPY) {
    @Override
    BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(Snappy.compress(page.toByteArray()));
    }
  },
  /** Small, and slow to write. */
  GZIP(CompressionCodecName.GZIP) {
    @Override
    BytesInput compress(BytesInput page) throws IOException {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream gzip = new GZIPOutputStream(compressed)) {
        page.writeAllTo(gzip);
      }
      return BytesInput.from(compressed.toByteArray());
    }
  },
  /** Small, at the library's default level. */
  ZSTD(CompressionCodecName.ZSTD) {
    @Override
    BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(Zstd.compress(page.toByteArray()));
    }
  };

  private final CompressionCodecName codec;

  Compression(CompressionCodecName codec) {
    this.codec = codec;
  }

  abstract BytesInput compress(BytesInput page) throws IOException;

  /**
   * Returns the compression of the name, in any case.
   *
   * @throws IllegalArgumentException if there is none of the name
   */
  public static Compression parse(String name) {
    for (Compression compression : values()) {
      if (compression.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return compression;
      }
    }
    throw new IllegalArgumentException(
        "unknown compression '%s': choose one of %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(Compression::toString)
                    .collect(Collectors.joining(", "))));
  }

  /** Returns this compression as Parquet's writer calls it; thread-safe, without state. */
  BytesInputCompressor compressor() {
    return new BytesInputCompressor() {
      @Override
      public BytesInput compress(BytesInput page) throws IOException {
        return Compression.this.compress(page);
      }

      @Override
      public CompressionCodecName getCodecName() {
        return codec;
      }

      @Override
      public void release() {}
    };
  }

  /** Returns the name as it is given on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
