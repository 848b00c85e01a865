using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Execution;
using Renci.SshNet;

namespace ChatAspire.Network.Tests.Execution;

public sealed class SshKeyPairTests
{
    private readonly SshKeyPair _key = SshKeyPair.Create("chatlab host-a");

    [Fact]
    public void SSH_NET_reads_the_private_key_and_finds_the_same_public_key()
    {
        using var file = new PrivateKeyFile(new MemoryStream(Encoding.UTF8.GetBytes(_key.PrivateKey)));

        Assert.Equal("ssh-ed25519", Assert.Single(file.HostKeyAlgorithms).Name);
        Assert.Equal(_key.PublicKey.Split(' ')[1], Convert.ToBase64String(file.HostKeyAlgorithms.Single().Data));
    }

    [Fact]
    public async Task OpenSSH_reads_it_and_prints_our_fingerprint()
    {
        if (!File.Exists("/usr/bin/ssh-keygen"))
        {
            Assert.Skip("ssh-keygen is not installed");
        }
        var path = Path.GetTempFileName(); // mode 0600, or ssh-keygen refuses it
        try
        {
            await File.WriteAllTextAsync(path, _key.PrivateKey, TestContext.Current.CancellationToken);

            Assert.Equal(_key.PublicKey, (await SshKeygen("-y", "-f", path)).Trim());
            Assert.Contains(_key.Fingerprint, await SshKeygen("-l", "-f", path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Detects_a_damaged_key()
    {
        Assert.True(_key.IsValid);
        // The last dashes carry no data.
        Assert.All(
            Enumerable.Range(0, _key.PrivateKey.Length - 6),
            length => Assert.False((_key with { PrivateKey = _key.PrivateKey[..length] }).IsValid, $"{length}"));
        Assert.All(
            ["", "ssh-ed25519", "ssh-ed25519 AAAA x", SshKeyPair.Create("another").PublicKey],
            damaged => Assert.False((_key with { PublicKey = damaged }).IsValid));
        foreach (var i in Enumerable.Range(0, _key.PrivateKey.Length))
        {
            // True or false, but never an exception.
            _ = (_key with { PrivateKey = $"{_key.PrivateKey[..i]}*{_key.PrivateKey[(i + 1)..]}" }).IsValid;
        }
    }

    [Fact]
    public void Prints_without_the_private_key() =>
        Assert.DoesNotContain("PRIVATE", $"{_key}", StringComparison.Ordinal);

    private static async Task<string> SshKeygen(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
