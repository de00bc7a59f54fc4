/** Entities by theme: each class holds the entities of one. */
package io.quarkiverse.durable.it.capture.model;
