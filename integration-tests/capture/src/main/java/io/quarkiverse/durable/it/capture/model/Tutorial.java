package io.quarkiverse.durable.it.capture.model;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.UniqueConstraint;

import io.quarkiverse.durable.Durable;

/**
 * Models that nobody here designed: the order and the roster application that the Jakarta EE Tutorial describes, and the fruits
 * and gifts of the Quarkus guides, written anew after their descriptions.
 */
public final class Tutorial {

    private Tutorial() {
    }

    public static class PartKey implements Serializable {
        public String partNumber;
        public int revision;

        public PartKey() {
        }

        public PartKey(String partNumber, int revision) {
            this.partNumber = partNumber;
            this.revision = revision;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PartKey key && revision == key.revision && Objects.equals(partNumber, key.partNumber);
        }

        @Override
        public int hashCode() {
            return Objects.hash(partNumber, revision);
        }
    }

    @Entity(name = "Part")
    @IdClass(PartKey.class)
    @Table(name = "PERSISTENCE_ORDER_PART")
    @SecondaryTable(name = "PERSISTENCE_ORDER_PART_DETAIL", pkJoinColumns = {
            @PrimaryKeyJoinColumn(name = "PARTNUMBER", referencedColumnName = "PARTNUMBER"),
            @PrimaryKeyJoinColumn(name = "REVISION", referencedColumnName = "REVISION") })
    @Durable(channel = "changes")
    public static class Part {
        @Id
        @Column(name = "PARTNUMBER")
        public String partNumber;
        @Id
        @Column(name = "REVISION")
        public int revision;
        public String description;
        public LocalDateTime revisionDate;
        @Column(table = "PERSISTENCE_ORDER_PART_DETAIL")
        @Lob
        public String specification;
        @Column(table = "PERSISTENCE_ORDER_PART_DETAIL")
        @Lob
        public byte[] drawing;
        @ManyToOne
        @JoinColumn(name = "BOMPARTNUMBER", referencedColumnName = "PARTNUMBER")
        @JoinColumn(name = "BOMREVISION", referencedColumnName = "REVISION")
        public Part bomPart;
        @OneToMany(mappedBy = "bomPart")
        public List<Part> parts = new ArrayList<>();
        @OneToOne(mappedBy = "part")
        public VendorPart vendorPart;

        public Part() {
        }

        public Part(String partNumber, int revision) {
            this.partNumber = partNumber;
            this.revision = revision;
        }
    }

    @Entity(name = "Vendor")
    @Table(name = "PERSISTENCE_ORDER_VENDOR")
    @Durable(channel = "changes")
    public static class Vendor {
        @Id
        public int vendorId;
        @Column(name = "VENDORNAME")
        public String name;
        public String address;
        public String contact;
        public String phone;
        @OneToMany(cascade = CascadeType.ALL, mappedBy = "vendor")
        public List<VendorPart> vendorParts = new ArrayList<>();
    }

    @Entity(name = "VendorPart")
    @Table(name = "PERSISTENCE_ORDER_VENDOR_PART", uniqueConstraints = @UniqueConstraint(columnNames = { "PARTNUMBER",
            "PARTREVISION" }))
    @TableGenerator(name = "vendorPartGen", table = "PERSISTENCE_ORDER_SEQUENCE_GENERATOR", pkColumnName = "GEN_KEY", valueColumnName = "GEN_VALUE", pkColumnValue = "VENDOR_PART_ID", allocationSize = 10)
    @Durable(channel = "changes")
    public static class VendorPart {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "vendorPartGen")
        public Long vendorPartNumber;
        public String description;
        public double price;
        @OneToOne
        @JoinColumn(name = "PARTNUMBER", referencedColumnName = "PARTNUMBER")
        @JoinColumn(name = "PARTREVISION", referencedColumnName = "REVISION")
        public Part part;
        @JoinColumn(name = "VENDORID")
        @ManyToOne
        public Vendor vendor;
    }

    @Entity(name = "CustomerOrder")
    @Table(name = "PERSISTENCE_ORDER_CUSTOMERORDER")
    @Durable(channel = "changes")
    public static class CustomerOrder {
        @Id
        public Integer orderId;
        public char status;
        public LocalDateTime lastUpdate;
        public int discount;
        public String shipmentInfo;
        @OneToMany(cascade = CascadeType.ALL, mappedBy = "customerOrder")
        public List<LineItem> lineItems = new ArrayList<>();
    }

    public static class LineItemKey implements Serializable {
        public Integer customerOrder;
        public int itemId;

        @Override
        public boolean equals(Object other) {
            return other instanceof LineItemKey key && itemId == key.itemId && Objects.equals(customerOrder, key.customerOrder);
        }

        @Override
        public int hashCode() {
            return Objects.hash(customerOrder, itemId);
        }
    }

    @Entity(name = "LineItem")
    @IdClass(LineItemKey.class)
    @Table(name = "PERSISTENCE_ORDER_LINEITEM")
    @Durable(channel = "changes")
    public static class LineItem {
        @Id
        public int itemId;
        @Id
        @ManyToOne
        @JoinColumn(name = "ORDERID")
        public CustomerOrder customerOrder;
        public int quantity;
        @JoinColumn(name = "VENDORPARTNUMBER")
        @ManyToOne
        public VendorPart vendorPart;
    }

    @Entity(name = "League")
    @Table(name = "PERSISTENCE_ROSTER_LEAGUE")
    @DiscriminatorColumn(name = "LEAGUE_TYPE", length = 20)
    @Durable(channel = "changes")
    public abstract static class League {
        @Id
        public String id;
        public String name;
        public String sport;
        @OneToMany(cascade = CascadeType.ALL, mappedBy = "league")
        public List<Team> teams = new ArrayList<>();
    }

    @Entity(name = "SummerLeague")
    public static class SummerLeague extends League {
    }

    @Entity(name = "WinterLeague")
    public static class WinterLeague extends League {
    }

    @Entity(name = "Team")
    @Table(name = "PERSISTENCE_ROSTER_TEAM")
    @Durable(channel = "changes")
    public static class Team {
        @Id
        public String id;
        public String name;
        public String city;
        @ManyToMany
        @JoinTable(name = "PERSISTENCE_ROSTER_TEAM_PLAYER", joinColumns = @JoinColumn(name = "TEAM_ID", referencedColumnName = "ID"), inverseJoinColumns = @JoinColumn(name = "PLAYER_ID", referencedColumnName = "ID"))
        public List<Player> players = new ArrayList<>();
        @ManyToOne
        public League league;
    }

    @Entity(name = "Player")
    @Table(name = "PERSISTENCE_ROSTER_PLAYER")
    @Durable(channel = "changes")
    public static class Player {
        @Id
        public String id;
        public String name;
        public String position;
        public double salary;
        @ManyToMany(mappedBy = "players")
        @OrderBy("name")
        public List<Team> teams = new ArrayList<>();
    }

    @Entity(name = "QuickFruit")
    @Table(name = "known_fruits")
    @Durable(channel = "changes")
    public static class QuickFruit {
        @Id
        @SequenceGenerator(name = "fruitsSequence", sequenceName = "known_fruits_id_seq", allocationSize = 1, initialValue = 10)
        @GeneratedValue(generator = "fruitsSequence")
        public Integer id;
        @Column(length = 40, unique = true)
        public String name;
    }

    @Entity(name = "Gift")
    @Durable(channel = "changes")
    public static class Gift {
        @Id
        @SequenceGenerator(name = "giftSeq", sequenceName = "gift_id_seq", allocationSize = 1, initialValue = 1)
        @GeneratedValue(generator = "giftSeq")
        public Long id;
        public String name;
    }
}
