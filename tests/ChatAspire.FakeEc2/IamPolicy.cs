using System.IO.Enumeration;
using System.Text.Json;

namespace ChatAspire.FakeEc2;

/// <summary>
/// A policy, evaluated as IAM does: an explicit denial wins, and everything else is denied unless a statement allows it. Supports
/// the elements that our policies may use (Sid, Effect, Action, Resource, Condition with StringEquals, StringLike, StringNotEquals,
/// Null and Bool) and rejects the rest, so that a test never passes because a policy was misread.
/// </summary>
public sealed class IamPolicy
{
    public const string Caller = $"arn:aws:iam::{Cloud.Account}:user/reader";

    private static readonly string[] Elements = ["Sid", "Effect", "Action", "Resource", "Condition"];

    private readonly List<Statement> _statements;

    private IamPolicy(List<Statement> statements) => _statements = statements;

    public static IamPolicy Everything { get; } =
        Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");

    /// <summary>All actions that the policy names.</summary>
    public IEnumerable<string> Actions => _statements.SelectMany(s => s.Actions).Distinct();

    /// <summary>The names of its statements.</summary>
    public IEnumerable<string> Sids => _statements.Select(s => s.Sid);

    /// <summary>The condition keys of a statement.</summary>
    public IEnumerable<string> ConditionsOf(string sid) => _statements.Single(s => s.Sid == sid).Conditions.Select(c => c.Key);

    public static IamPolicy Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new IamPolicy([.. document.RootElement.GetProperty("Statement").EnumerateArray().Select(Read)]);
    }

    public IamPolicy Without(string action) => new(
        [.. _statements.Select(s => s with { Actions = [.. s.Actions.Where(a => a != action)] })]);

    public IamPolicy WithoutStatement(string sid) => new([.. _statements.Where(s => s.Sid != sid)]);

    /// <exception cref="Ec2Exception">UnauthorizedOperation, naming action and resource.</exception>
    public void Demand(string action, string resource, IReadOnlyDictionary<string, string> context)
    {
        if (Denies(action, resource, context))
        {
            throw Ec2Exception.Denied(action, resource, "an identity-based policy");
        }

        if (!_statements.Any(s => s.IsAllow && s.Matches(action, resource, context)))
        {
            throw Ec2Exception.Unauthorized(action, resource);
        }
    }

    /// <summary>True if a statement denies the action explicitly.</summary>
    public bool Denies(string action, string resource, IReadOnlyDictionary<string, string> context) =>
        _statements.Any(s => !s.IsAllow && s.Matches(action, resource, context));

    private static Statement Read(JsonElement statement)
    {
        if (statement.EnumerateObject().Select(e => e.Name).FirstOrDefault(name => !Elements.Contains(name)) is { } unknown)
        {
            throw new NotSupportedException($"the fake does not know {unknown}");
        }

        var conditions =
            from test in statement.TryGetProperty("Condition", out var c) ? c.EnumerateObject().ToArray() : []
            from key in test.Value.EnumerateObject()
            select new Condition(key.Name, Operator(test.Name), Strings(key.Value));
        return new Statement(
            statement.TryGetProperty("Sid", out var sid) ? sid.GetString()! : "", statement.GetProperty("Effect").GetString() == "Allow",
            Strings(statement.GetProperty("Action")), Strings(statement.GetProperty("Resource")), [.. conditions]);
    }

    // A key that the request does not carry fails every test but those for its absence.
    private static Func<string?, string[], bool> Operator(string name) => name switch
    {
        "StringEquals" => (value, values) => value is not null && values.Contains(value),
        "StringLike" => (value, values) => value is not null && values.Any(v => Like(v, value)),
        "StringNotEquals" => (value, values) => !values.Contains(value),
        "Bool" => (value, values) => value is not null && values.Contains(value),
        "Null" => (value, values) => values.Contains(value is null ? "true" : "false"),
        _ => throw new NotSupportedException($"the fake does not know the condition {name}"),
    };

    private static string[] Strings(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(e => e.GetString()!)] : [element.GetString()!];

    private static bool Like(string pattern, string value) => FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false);

    private sealed record Statement(string Sid, bool IsAllow, string[] Actions, string[] Resources, Condition[] Conditions)
    {
        public bool Matches(string action, string resource, IReadOnlyDictionary<string, string> context) =>
            Actions.Any(a => Like(a, action)) && Resources.Any(r => Like(r, resource)) && Conditions.All(c => c.Holds(context));
    }

    private sealed record Condition(string Key, Func<string?, string[], bool> Test, string[] Values)
    {
        public bool Holds(IReadOnlyDictionary<string, string> context) => Test(context.GetValueOrDefault(Key), Values);
    }
}
