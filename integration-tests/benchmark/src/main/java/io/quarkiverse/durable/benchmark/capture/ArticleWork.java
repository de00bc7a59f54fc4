package io.quarkiverse.durable.benchmark.capture;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

/** What a transaction does to one article. Keys are assigned. */
@Singleton
class ArticleWork {

    static final int MAKERS = 100;
    private static final String DESCRIPTION = "A thing of which this says what it is, what it is good for, and how it is cared for. "
            .repeat(2);

    private final EntityManager entities;

    ArticleWork(EntityManager entities) {
        this.entities = entities;
    }

    void makeMakers() {
        for (long id = 0; id < MAKERS; id++) {
            if (entities.find(Maker.class, id) == null) {
                Maker maker = new Maker();
                maker.id = id;
                maker.name = "maker-" + id;
                entities.persist(maker);
            }
        }
    }

    void perform(Way way, Operation operation, long id) {
        switch (operation) {
            case INSERT -> insert(way, id);
            case UPDATE -> update(entities.find(way.type(), id), id);
            case DELETE -> entities.remove(entities.find(way.type(), id));
        }
    }

    private void insert(Way way, long id) {
        Article article = way.newArticle();
        article.id = id;
        article.name = "article-" + id;
        article.description = DESCRIPTION + id;
        article.price = BigDecimal.valueOf(id % 100_000, 2);
        article.stock = (int) (id % 1000);
        article.weight = id % 100 / 8.0;
        article.active = id % 2 == 0;
        article.category = Article.Category.values()[(int) (id % 3)];
        article.changedAt = Instant.now();
        article.releasedOn = LocalDate.of(2024, 1, 1).plusDays(id % 365);
        article.reference = new UUID(id, id);
        article.dimensions = new Dimensions();
        article.dimensions.length = (int) (id % 50);
        article.dimensions.width = (int) (id % 40);
        article.dimensions.height = (int) (id % 30);
        article.maker = entities.getReference(Maker.class, id % MAKERS);
        article.tags.addAll(List.of("new", "shown", "tag-" + id % 10));
        entities.persist(article);
    }

    private static void update(Article article, long id) {
        article.price = article.price.add(BigDecimal.ONE);
        article.stock++;
        article.changedAt = Instant.now();
        article.dimensions.height++;
        article.tags.remove("new");
        article.tags.add("changed-" + id % 10);
    }
}
