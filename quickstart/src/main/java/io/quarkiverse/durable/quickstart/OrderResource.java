package io.quarkiverse.durable.quickstart;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.jboss.resteasy.reactive.ResponseStatus;

/** Orders over REST. */
@Path("/orders")
public class OrderResource {

    private final Orders orders;

    OrderResource(Orders orders) {
        this.orders = orders;
    }

    public record NewOrder(@NotBlank String customer, @NotEmpty List<@Valid @NotNull NewLine> lines) {
    }

    public record NewLine(@NotBlank String product, @Min(1) @Max(1000) int quantity) {

        Orders.Item item() {
            return new Orders.Item(product, quantity);
        }
    }

    @GET
    public List<Order> list(@QueryParam("limit") @DefaultValue("20") @Min(1) @Max(200) int limit) {
        return orders.newest(limit);
    }

    @GET
    @Path("/{id}")
    public Order get(String id) {
        return orders.get(id);
    }

    @PUT
    @Path("/{id}")
    @ResponseStatus(201)
    public Order create(@Pattern(regexp = "[\\w.-]{1,64}") String id, @NotNull @Valid NewOrder wanted) {
        return orders.create(id, wanted.customer(), wanted.lines().stream().map(NewLine::item).toList());
    }

    @POST
    @Path("/{id}/lines")
    public Order add(String id, @NotNull @Valid NewLine wanted) {
        return orders.add(id, wanted.item());
    }

    @POST
    @Path("/{id}/confirm")
    public Order confirm(String id) {
        return orders.confirm(id);
    }

    /** Cancels the order: its row and those of its lines are deleted. */
    @DELETE
    @Path("/{id}")
    public void cancel(String id) {
        orders.cancel(id);
    }
}
