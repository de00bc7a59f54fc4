package io.quarkiverse.durable.it.capture;

import java.util.List;

import jakarta.data.page.PageRequest;

import io.quarkiverse.durable.it.capture.model.Data;
import io.quarkiverse.durable.it.capture.model.Data.Book;

final class RepositoryRows extends Rows {

    RepositoryRows() {
        super(Data.class);
        row("insert, update and delete by a repository", app -> app.library().insert(new Book("1", "a", 10)), app -> {
            Book book = app.library().findById("1").orElseThrow();
            book.pages = 11;
            app.library().update(book);
        }, app -> app.library().delete(app.library().findById("1").orElseThrow()));
        row("several by a repository", RepositoryRows::books, app -> {
            List<Book> books = app.library().findAll(PageRequest.ofSize(10), jakarta.data.Order.by()).content();
            books.forEach(book -> book.pages++);
            app.library().updateAll(books);
        }, app -> app.library().deleteAll(app.library().byTitle("b")));
        row("save of a new one", app -> app.library().save(new Book("9", "new", 1)));
        row("save of one that is there", RepositoryRows::books, app -> app.library().save(new Book("1", "saved", 5)));
        row("saveAll of some that are there", RepositoryRows::books,
                app -> app.library().saveAll(List.of(new Book("1", "saved", 5), new Book("7", "new", 6))));
        row("upsert of a new row", app -> app.stateless().upsert(new Book("9", "new", 1)));
        row("upsert of a row that is there", RepositoryRows::books, app -> app.stateless().upsert(new Book("1", "b", 5)));
        row("upsert of a row that is the same", RepositoryRows::books, app -> app.stateless().upsert(new Book("1", "a", 10)));
        row("deleteById", RepositoryRows::books, app -> app.library().deleteById("1"));
        row("delete by an attribute", RepositoryRows::books, app -> app.library().remove("a"));
        row("update by a query", RepositoryRows::books, app -> app.library().lengthen("a", 100));
        row("delete by a query", RepositoryRows::books, app -> app.library().removeShort(25));
    }

    private static void books(App app) {
        app.library().insertAll(List.of(new Book("1", "a", 10), new Book("2", "b", 20), new Book("3", "b", 30)));
    }
}
