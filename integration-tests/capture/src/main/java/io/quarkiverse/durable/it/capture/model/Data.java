package io.quarkiverse.durable.it.capture.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** Entities of a Jakarta Data repository. */
public final class Data {

    private Data() {
    }

    @Entity(name = "Book")
    @Durable(channel = "changes")
    public static class Book {
        @Id
        public String isbn;
        public String title;
        public int pages;

        public Book() {
        }

        public Book(String isbn, String title, int pages) {
            this.isbn = isbn;
            this.title = title;
            this.pages = pages;
        }
    }
}
