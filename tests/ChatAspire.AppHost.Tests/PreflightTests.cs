using System.Net;
using ChatAspire.Lab.Spec;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The checks before anything starts.</summary>
public sealed class PreflightTests
{
    private static readonly LabSpec Lab = LabSpec.Load(Path.Combine(Repository.Root, "lab.json"));

    [Fact]
    public void Each_resource_keeps_the_last_octets_of_its_lab_address_on_loopback()
    {
        var endpoints = LocalEndpoints.OnLoopback(Lab);

        Assert.Equal(["127.18.0.11:5000", "127.18.0.22:5000"], endpoints.Chat.Select(endpoint => endpoint.ToString()));
        Assert.Equal("127.18.0.100:6379", endpoints.Redis.ToString());
    }

    [Fact]
    public void On_one_address_each_resource_gets_its_own_port_and_a_note_says_so()
    {
        var endpoints = LocalEndpoints.OnOneAddress(Lab);

        Assert.Equal(["127.0.0.1:5001", "127.0.0.1:5002"], endpoints.Chat.Select(endpoint => endpoint.ToString()));
        Assert.Contains("127.0.0.1", endpoints.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_address_is_reported()
    {
        var elsewhere = new LocalEndpoint("chat-a", IPAddress.Parse("192.0.2.1"), 5000); // TEST-NET-1, RFC 5737

        var error = Assert.Throws<CannotStartException>(() => Preflight.Check([elsewhere], _ => "http://127.0.0.1:0"));

        Assert.Equal(
            "192.0.2.1:5000 (chat-a) cannot be bound: 192.0.2.1 is not an address of this machine. Change lab.json.", error.Message);
    }

    [Fact]
    public void Endpoints_of_the_dashboard_are_checked_too()
    {
        var error = Assert.Throws<CannotStartException>(() =>
            Preflight.Check([], name => name == "ASPNETCORE_URLS" ? "http://192.0.2.1:15888" : null));

        Assert.Contains("192.0.2.1:15888 (the dashboard) cannot be bound", error.Message, StringComparison.Ordinal);
    }
}
