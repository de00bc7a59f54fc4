package io.quarkiverse.durable.it.capture;

import java.time.LocalDateTime;

import io.quarkiverse.durable.it.capture.model.Tutorial;
import io.quarkiverse.durable.it.capture.model.Tutorial.CustomerOrder;
import io.quarkiverse.durable.it.capture.model.Tutorial.Gift;
import io.quarkiverse.durable.it.capture.model.Tutorial.League;
import io.quarkiverse.durable.it.capture.model.Tutorial.LineItem;
import io.quarkiverse.durable.it.capture.model.Tutorial.Part;
import io.quarkiverse.durable.it.capture.model.Tutorial.PartKey;
import io.quarkiverse.durable.it.capture.model.Tutorial.Player;
import io.quarkiverse.durable.it.capture.model.Tutorial.QuickFruit;
import io.quarkiverse.durable.it.capture.model.Tutorial.SummerLeague;
import io.quarkiverse.durable.it.capture.model.Tutorial.Team;
import io.quarkiverse.durable.it.capture.model.Tutorial.Vendor;
import io.quarkiverse.durable.it.capture.model.Tutorial.VendorPart;
import io.quarkiverse.durable.it.capture.model.Tutorial.WinterLeague;

final class TutorialRows extends Rows {

    private static final PartKey BOLT = new PartKey("ABC-1", 2);
    private static final PartKey ENGINE = new PartKey("XYZ-9", 1);

    TutorialRows() {
        super(Tutorial.class);
        row("orders: parts and their bill of material", TutorialRows::parts,
                app -> app.entities().find(Part.class, BOLT).drawing = new byte[] { 1, 2 },
                app -> app.entities().find(Part.class, BOLT).bomPart = null,
                app -> app.entities().remove(app.entities().find(Part.class, BOLT)));
        row("orders: vendors and line items", app -> {
            parts(app);
            order(app);
        }, app -> {
            LineItem item = app.entities().find(CustomerOrder.class, 7).lineItems.get(0);
            item.quantity = 12;
            item.customerOrder.discount = 10;
        }, app -> app.entities().remove(app.entities().find(CustomerOrder.class, 7)));
        row("roster: leagues, teams and players", TutorialRows::roster, app -> {
            Team team = app.entities().find(Team.class, "T1");
            team.players.remove(0);
            team.league = app.entities().find(League.class, "L2");
        }, app -> {
            Player player = app.entities().find(Player.class, "P2");
            player.teams.forEach(team -> team.players.remove(player));
            app.entities().remove(player);
        }, app -> app.entities().remove(app.entities().find(League.class, "L1")));
        row("guides: fruits and gifts", app -> {
            app.add("x", new QuickFruit()).name = "Cherry";
            app.add("y", new Gift()).name = "Book";
        }, app -> app.get(QuickFruit.class, "x").name = "Apple", app -> app.remove(QuickFruit.class, "x"),
                app -> app.remove(Gift.class, "y"));
    }

    private static void parts(App app) {
        Part bolt = new Part(BOLT.partNumber, BOLT.revision);
        bolt.revisionDate = LocalDateTime.of(2024, 1, 1, 12, 0);
        bolt.specification = "steel";
        Part engine = new Part(ENGINE.partNumber, ENGINE.revision);
        engine.description = "engine";
        app.entities().persist(engine);
        app.entities().persist(bolt);
        bolt.bomPart = engine;
    }

    private static void order(App app) {
        Vendor vendor = new Vendor();
        vendor.vendorId = 100;
        vendor.name = "WidgetCorp";
        VendorPart part = new VendorPart();
        part.price = 10.99;
        part.part = app.entities().find(Part.class, BOLT);
        part.vendor = vendor;
        vendor.vendorParts.add(part);
        app.entities().persist(vendor);
        CustomerOrder order = new CustomerOrder();
        order.orderId = 7;
        order.status = 'N';
        LineItem item = new LineItem();
        item.itemId = 1;
        item.customerOrder = order;
        item.vendorPart = part;
        item.quantity = 5;
        order.lineItems.add(item);
        app.entities().persist(order);
    }

    private static void roster(App app) {
        League summer = new SummerLeague();
        summer.id = "L1";
        summer.sport = "swimming";
        League winter = new WinterLeague();
        winter.id = "L2";
        app.entities().persist(winter);
        for (int i = 1; i <= 2; i++) {
            Team team = new Team();
            team.id = "T" + i;
            team.city = "city " + i;
            team.league = summer;
            summer.teams.add(team);
        }
        app.entities().persist(summer);
        for (int i = 1; i <= 3; i++) {
            Player player = new Player();
            player.id = "P" + i;
            player.salary = i * 1000.5;
            app.entities().persist(player);
            summer.teams.get(i % 2).players.add(player);
            player.teams.add(summer.teams.get(i % 2));
        }
    }
}
