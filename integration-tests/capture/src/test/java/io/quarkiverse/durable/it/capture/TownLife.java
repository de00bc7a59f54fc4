package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import jakarta.persistence.EntityManager;

import io.quarkiverse.durable.it.capture.model.Town.House;
import io.quarkiverse.durable.it.capture.model.Town.Inhabitant;
import io.quarkiverse.durable.it.capture.model.Town.Pet;
import io.quarkiverse.durable.it.capture.model.Town.Worker;

/** Random operations on a town, each drawn from a seeded source. */
final class TownLife {

    interface Operation {

        void run(EntityManager entities);
    }

    private final Random random;
    private final TownStatements statements;
    private final List<Operation> operations = new ArrayList<>();

    TownLife(Random random) {
        this.random = random;
        this.statements = new TownStatements(random);
        operations.addAll(List.of(this::build, this::arrive, this::arrive, this::rename, this::rename, this::nickname,
                this::nickname, this::visit, this::move, this::renovate, this::adopt, this::release, this::leave,
                this::demolish, this::replace, EntityManager::flush, EntityManager::flush, TownLife::clear));
        operations.addAll(statements.all());
    }

    /** A transaction; true if it is to roll back. */
    boolean transaction(EntityManager entities) {
        some(entities);
        if (random.nextInt(4) == 0) {
            entities.flush();
            statements.savepoint(entities, random.nextBoolean(), () -> some(entities));
        }
        return random.nextInt(6) == 0;
    }

    private void some(EntityManager entities) {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            operations.get(random.nextInt(operations.size())).run(entities);
        }
    }

    private static void clear(EntityManager entities) {
        entities.flush();
        entities.clear();
    }

    private <T> T any(EntityManager entities, Class<T> type) {
        List<Long> ids = entities.createQuery("select e.id from " + type.getAnnotation(jakarta.persistence.Entity.class).name()
                + " e order by e.id", Long.class).getResultList();
        return ids.isEmpty() ? null : entities.find(type, ids.get(random.nextInt(ids.size())));
    }

    private String word() {
        return Integer.toString(random.nextInt(1_000), 36);
    }

    private void build(EntityManager entities) {
        House house = new House();
        house.street = word();
        house.price = BigDecimal.valueOf(random.nextInt(1_000_000), 2);
        if (random.nextBoolean()) {
            house.rooms.put(word(), random.nextInt(9));
        }
        entities.persist(house);
    }

    private void arrive(EntityManager entities) {
        Inhabitant inhabitant = random.nextBoolean() ? new Worker() : new Inhabitant();
        inhabitant.name = word();
        inhabitant.house = any(entities, House.class);
        for (int i = random.nextInt(3); i > 0; i--) {
            inhabitant.nicknames.add(word());
        }
        entities.persist(inhabitant);
    }

    private void rename(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            inhabitant.name = random.nextInt(5) == 0 ? null : word();
            if (inhabitant instanceof Worker worker) {
                worker.wage = random.nextInt(3);
            }
        }
    }

    private void nickname(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            List<String> names = inhabitant.nicknames;
            if (names.isEmpty() || random.nextBoolean()) {
                names.add(random.nextInt(names.size() + 1), word());
            } else {
                names.remove(random.nextInt(names.size()));
            }
        }
    }

    private void visit(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        House house = any(entities, House.class);
        if (inhabitant != null && house != null && !inhabitant.visited.add(house)) {
            inhabitant.visited.remove(house);
        }
    }

    private void move(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            inhabitant.house = random.nextInt(4) == 0 ? null : any(entities, House.class);
        }
    }

    private void renovate(EntityManager entities) {
        House house = any(entities, House.class);
        if (house != null) {
            house.rooms.merge("room " + random.nextInt(3), 1, Integer::sum);
            if (random.nextInt(3) == 0) {
                house.rooms.clear();
            }
        }
    }

    private void adopt(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            Pet pet = new Pet();
            pet.name = word();
            pet.owner = inhabitant;
            inhabitant.pets.add(pet);
        }
    }

    private void release(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null && !inhabitant.pets.isEmpty()) {
            inhabitant.pets.remove(0);
        }
    }

    private void leave(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            entities.remove(inhabitant);
        }
    }

    private void demolish(EntityManager entities) {
        House house = any(entities, House.class);
        if (house != null) {
            entities.createQuery("from Inhabitant i where i.house = :house or :house member of i.visited", Inhabitant.class)
                    .setParameter("house", house).getResultList().forEach(each -> {
                        each.house = each.house == house ? null : each.house;
                        each.visited.remove(house);
                    });
            entities.remove(house);
        }
    }

    private void replace(EntityManager entities) {
        Inhabitant inhabitant = any(entities, Inhabitant.class);
        if (inhabitant != null) {
            inhabitant.nicknames = new ArrayList<>(List.of(word()));
        }
    }
}
