using ChatAspire.Provisioner.Lab;

namespace ChatAspire.Provisioner.Tests;

public class LabSpecTests
{
    [Fact]
    public void A_lab_address_keeps_its_last_octets_on_loopback() =>
        Assert.Equal("127.18.0.11", LabSpec.OnLoopback("172.18.0.11").ToString());
}
