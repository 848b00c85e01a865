using System.Net;
using ChatAspire.Lab.Spec;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

public sealed class PreflightTests
{
    private static readonly LabSpec Lab = LabSpec.Load(Path.Combine(Repository.Root, "lab.json"));

    private static Place FreePlace => new("chat-a", IPAddress.Loopback, 0);

    [Fact]
    public void Each_resource_keeps_its_lab_address_s_last_octets_on_loopback()
    {
        var places = Places.OnLoopback(Lab);

        Assert.Equal(["127.18.0.11:5000", "127.18.0.22:5000"], places.Chat.Select(place => place.ToString()));
        Assert.Equal("127.18.0.100:6379", places.Redis.ToString());
    }

    [Fact]
    public void On_one_address_each_resource_gets_a_port_of_its_own_and_that_is_said()
    {
        var places = Places.OnOneAddress(Lab);

        Assert.Equal(["127.0.0.1:5001", "127.0.0.1:5002"], places.Chat.Select(place => place.ToString()));
        Assert.Contains("127.0.0.1", places.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_not_this_machine_s_is_named()
    {
        var elsewhere = new Place("chat-a", IPAddress.Parse("192.0.2.1"), 5000); // TEST-NET-1, RFC 5737

        var error = Assert.Throws<CannotStartException>(() => Preflight.Check(
            new Places(elsewhere, [elsewhere], Note: null), RedisChoice.Outside, _ => "http://127.0.0.1:0"));

        Assert.Equal("192.0.2.1:5000 (chat-a) cannot be bound: 192.0.2.1 is no address of this machine. Change lab.json.", error.Message);
    }

    [Fact]
    public void A_start_without_the_launch_profile_is_told_of_it()
    {
        var error = Assert.Throws<CannotStartException>(() => Preflight.Check(
            new Places(FreePlace, [FreePlace], Note: null), RedisChoice.Outside, _ => null));

        Assert.Contains("ASPNETCORE_URLS is not set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redis_from_outside_and_a_redis_option_contradict_each_other() =>
        Assert.Throws<CannotStartException>(() => AppHostOptions.Parse(["--redis", "embedded"], "10.0.0.5:6379"));

    [Fact]
    public void A_redis_from_outside_is_used_without_an_option() =>
        Assert.Equal(RedisChoice.Outside, AppHostOptions.Parse([], "10.0.0.5:6379").Redis);
}
