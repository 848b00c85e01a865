using System.Security.Cryptography;
using System.Text.Json;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// The secrets that the parts of a lab share. They never appear in an argument, an environment variable or a log. On the hosts, they are
/// in files of mode 0400.
/// </summary>
/// <param name="RedisPassword">The password of Redis's default user.</param>
/// <param name="DashboardToken">The browser's login token: <c>/login?t=…</c>.</param>
/// <param name="OtlpKey">The key for sending telemetry, header <c>x-otlp-api-key</c>.</param>
/// <param name="ApiKey">The key for reading the dashboard's telemetry, header <c>x-api-key</c>.</param>
public sealed record LabSecrets(string RedisPassword, string DashboardToken, string OtlpKey, string ApiKey)
{
    private const string FileName = "secrets.json";

    /// <summary>Creates new secrets: 128 random bits each, as 32 hexadecimal digits.</summary>
    public static LabSecrets Create() => new(NewSecret(), NewSecret(), NewSecret(), NewSecret());

    /// <summary>Reads the lab's secrets. If none are stored, creates new ones, but does not store them (see <see cref="Save"/>).</summary>
    /// <exception cref="UserErrorException">The stored secrets are damaged or cannot be read.</exception>
    public static LabSecrets Load(LabDirectory directory) => directory.Read(FileName) is not { } text
        ? Create()
        : Parse(text) ?? throw new UserErrorException(
            $"{directory.File(FileName)} is damaged.", "Run `chatlab up`, which creates new secrets for the lab and keeps its data.");

    /// <summary>
    /// Reads the lab's secrets. Creates new ones if none are stored, or if the stored ones are damaged, as after a power failure. Only for
    /// <c>up</c>, because it distributes the secrets to the hosts.
    /// </summary>
    /// <exception cref="UserErrorException">The stored secrets cannot be read.</exception>
    public static LabSecrets LoadOrReplace(LabDirectory directory) =>
        directory.Read(FileName) is { } text && Parse(text) is { } secrets ? secrets : Create();

    /// <summary>Stores the secrets for later commands.</summary>
    /// <returns>True if none were stored before, which means that the lab is new.</returns>
    public bool Save(LabDirectory directory)
    {
        var (stored, text) = (directory.Read(FileName), JsonSerializer.Serialize(this, LabSecretsJson.Default.LabSecrets));
        if (stored != text)
        {
            directory.Write(FileName, text);
        }

        return stored is null;
    }

    /// <summary>Returns the type's name only, so that no secret appears in a log.</summary>
    public override string ToString() => nameof(LabSecrets);

    private static LabSecrets? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, LabSecretsJson.Default.LabSecrets);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
