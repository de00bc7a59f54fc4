package io.quarkiverse.durable.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {

    @TempDir
    Path root;

    @Test
    void aLimitOfVersion2() throws IOException {
        assertThat(quota("cpu.max", "150000 100000\n")).isTrue();
        assertThat(quota("cpu.max", "max 100000\n")).isFalse();
    }

    @Test
    void aLimitOfVersion1() throws IOException {
        assertThat(quota("cpu/cpu.cfs_quota_us", "50000\n")).isTrue();
        assertThat(quota("cpu/cpu.cfs_quota_us", "-1\n")).isFalse();
    }

    @Test
    void noneWhereNothingSaysSo() throws IOException {
        assertThat(CpuQuota.isSet(root)).isFalse();
        assertThat(quota("cpu.max", "")).isFalse();
    }

    private boolean quota(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        return CpuQuota.isSet(root);
    }
}
