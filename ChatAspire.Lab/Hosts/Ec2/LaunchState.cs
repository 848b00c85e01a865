using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The state saved before the first call that creates a resource, so that a killed run can be continued: the client key, the
/// host keys, and the tokens that make a repeated launch idempotent. Stored in one file, mode 0600.
/// </summary>
/// <param name="ClientKey">The client's key pair; EC2 gives its public half to the hosts.</param>
/// <param name="Launches">The launches by host name.</param>
/// <param name="Region">The lab's region; null in files saved before this property existed.</param>
public sealed record LaunchState(SshKeyPair ClientKey, IReadOnlyDictionary<string, Launch> Launches, string? Region = null)
{
    public const string FileName = "ec2.json";

    /// <summary>The file with the client key alone, for SSH and for the user's own <c>ssh -i</c>.</summary>
    public const string KeyFile = "ec2.key";

    public static LaunchState Create(string lab, string region) =>
        new(SshKeyPair.Create(lab), new Dictionary<string, Launch>(), region);

    public LaunchState With(string host, Launch launch) =>
        this with { Launches = new Dictionary<string, Launch>(Launches) { [host] = launch } };

    /// <summary>Returns true if this state contains everything that the other one needs.</summary>
    public bool Holds(LaunchState other) =>
        ClientKey == other.ClientKey && other.Launches.All(l => Launches.TryGetValue(l.Key, out var kept) && kept == l.Value);

    /// <returns>The saved state; null if there is none.</returns>
    /// <exception cref="UserErrorException">The file exists but is damaged.</exception>
    public static LaunchState? Load(LabDirectory directory)
    {
        try
        {
            return directory.Read(FileName) is { } text ? JsonSerializer.Deserialize(text, LaunchStateJson.Default.LaunchState) : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{directory.File(FileName)} is damaged: {e.Message}",
                "Run `down` in the lab's region (it needs no file), then `up`.",
                e);
        }
    }

    /// <summary>Checks that nobody else on this machine can read the keys.</summary>
    /// <exception cref="UserErrorException">Others can read them.</exception>
    public static void CheckModes(LabDirectory directory)
    {
        directory.CheckModeOf(FileName);
        directory.CheckModeOf(KeyFile);
    }

    public void Save(LabDirectory directory)
    {
        directory.Write(KeyFile, ClientKey.PrivateKey);
        directory.Write($"{KeyFile}.pub", ClientKey.PublicKey + "\n");
        directory.Write(FileName, JsonSerializer.Serialize(this, LaunchStateJson.Default.LaunchState));
    }

    public static void Delete(LabDirectory directory)
    {
        if (!Directory.Exists(directory.Path))
        {
            return;
        }

        File.Delete(directory.File(FileName));
        File.Delete(directory.File(KeyFile));
        File.Delete(directory.File($"{KeyFile}.pub"));
    }
}

/// <summary>One launch of one host.</summary>
/// <param name="Token">EC2's client token: a launch repeated with it creates no second instance.</param>
/// <param name="Made">The time the token was created.</param>
/// <param name="TimeToLive">The time from the instance's first boot until it terminates itself; null for never.</param>
/// <param name="FirstKey">
/// The host's SSH key for the first connection, generated here and passed in user data; null once the host has replaced it.
/// </param>
/// <param name="OwnKey">The public half of the SSH key that the host generated itself; null before the first connection.</param>
public sealed record Launch(string Token, DateTimeOffset Made, TimeSpan? TimeToLive, SshKeyPair? FirstKey, string? OwnKey = null)
{
    /// <summary>The time after which EC2 lists every instance, so a launch without a listed instance created none.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static Launch Create(string lab, string host, TimeSpan? timeToLive) => new(
        $"{lab}-{host}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}",
        DateTimeOffset.UtcNow,
        timeToLive,
        SshKeyPair.Create($"{lab} {host}"));

    /// <summary>Returns the launch with its private key masked, for output.</summary>
    public Launch WithoutSecret() => this with { FirstKey = new("(made by up, never shown)", FirstKey?.PublicKey ?? OwnKey!) };

    /// <summary>
    /// True while a launch may have created an instance that EC2 does not list yet; it is then repeated with its token. A repeated
    /// launch must have identical parameters, and so needs the first key.
    /// </summary>
    public bool MayBeUnderWay => FirstKey is not null && DateTimeOffset.UtcNow - Made < Fresh;
}

/// <summary>The JSON serialization of the saved file.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LaunchState))]
internal sealed partial class LaunchStateJson : JsonSerializerContext;
