package io.quarkiverse.durable.it.capture.model;

import java.util.List;

import jakarta.data.repository.CrudRepository;
import jakarta.data.repository.Delete;
import jakarta.data.repository.Find;
import jakarta.data.repository.Query;
import jakarta.data.repository.Repository;

/** A repository whose code the annotation processor of Hibernate writes. */
@Repository
public interface Library extends CrudRepository<Data.Book, String> {

    @Find
    List<Data.Book> byTitle(String title);

    @Delete
    long remove(String title);

    @Query("update Book set pages = pages + :more where title = :title")
    long lengthen(String title, int more);

    @Query("delete from Book where pages < :pages")
    long removeShort(int pages);
}
