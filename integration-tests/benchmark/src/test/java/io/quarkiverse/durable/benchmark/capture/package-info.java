@org.jspecify.annotations.NullMarked
package io.quarkiverse.durable.benchmark.capture;
