using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Scaling;
using Delegate.Actors.Scheduling;
using Delegate.Actors.Tasks;

namespace Delegate.Actors.Specs.Architecture;

/// <summary>The rules of <c>docs/architecture.md</c> that a reader could otherwise only hope for.</summary>
public class ArchitectureSpecs
{
    private static readonly string Repository = FindUp("Delegate.sln");

    /// <summary>Who may know whom. What is not named here may not be referenced.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Delegate.Contracts", [] },
        { "Delegate.Actors", ["Delegate.Contracts"] },
        { "Delegate.Mcp", ["Delegate.Contracts"] },
        { "Delegate.Host", ["Delegate.Actors", "Delegate.Contracts", "Delegate.Mcp"] },
        { "Delegate.Bridge", ["Delegate.Contracts"] },
        { "Delegate.Cli", ["Delegate.Bridge", "Delegate.Contracts"] },
        { "Delegate.Top", ["Delegate.Cli"] },
        { "Delegate.Web", ["Delegate.Contracts"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_knows_only_those_it_may_know(string project, string[] allowed)
    {
        var file = File.ReadAllText(Path.Combine(Repository, "src", project, $"{project}.csproj"));
        var references = Regex.Matches(file, "<ProjectReference Include=\"[^\"]*/(?<name>[^/\"]+)\\.csproj\"(?<rest>[^>]*)>")
            .Where(match => !match.Groups["rest"].Value.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal))
            .Select(match => match.Groups["name"].Value);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Contracts_need_no_package() =>
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Repository, "src/Delegate.Contracts/Delegate.Contracts.csproj")), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(TaskState))]
    [InlineData(typeof(TaskDecider))]
    [InlineData(typeof(DagState))]
    [InlineData(typeof(DagDecider))]
    [InlineData(typeof(CycleDetector))]
    [InlineData(typeof(SubmissionRules))]
    [InlineData(typeof(SlotPolicy))]
    [InlineData(typeof(ScheduleState))]
    [InlineData(typeof(ScheduleDecider))]
    [InlineData(typeof(DueDecider))]
    [InlineData(typeof(StartDecider))]
    [InlineData(typeof(ScheduleStep))]
    [InlineData(typeof(Recurrence))]
    [InlineData(typeof(RecurrenceReader))]
    [InlineData(typeof(WaitingLine))]
    [InlineData(typeof(Admission))]
    public void States_deciders_and_policies_see_no_clock_no_actor_and_no_disk(Type pure)
    {
        // The compiler's own: every iterator asks which thread it is on.
        var used = Calls(pure).Where(member => member.Name != "get_CurrentManagedThreadId").Select(member => member.DeclaringType!).Distinct()
            .Where(type => type.Namespace is { } name && (name.StartsWith("Akka", StringComparison.Ordinal) || name == "Microsoft.Data.Sqlite")
                || type == typeof(TimeProvider) || type == typeof(File) || type == typeof(Directory) || type == typeof(Environment)
                || type == typeof(Random) || type == typeof(System.Diagnostics.Process))
            .Select(type => type.FullName);
        Assert.Empty(used);
        Assert.DoesNotContain(Calls(pure), member => member.DeclaringType == typeof(Guid) && member.Name is nameof(Guid.NewGuid) or nameof(Guid.CreateVersion7));
    }

    [Theory]
    [InlineData("akka")]
    [InlineData("sqlite")]
    public void Every_file_in_hocon_can_be_read(string name) => Assert.False(AkkaSetup.Hocon(name).IsEmpty);

    [Fact]
    public void Every_file_in_hocon_is_checked_above() =>
        Assert.Equal(["akka.conf", "sqlite.conf"], Directory.GetFiles(Path.Combine(Repository, "hocon")).Select(Path.GetFileName).Order());

    [Fact]
    public void Only_the_gateway_asks() => Assert.Equal(
        ["src/Delegate.Host/Gateway/ActorGateway.cs"],
        Sources().Where(file => Regex.IsMatch(File.ReadAllText(file), @"\.Ask(<|\()") && !file.Contains("/Scaling/", StringComparison.Ordinal)).Select(Relative));

    [Fact]
    public void No_file_of_the_tree_names_a_package_feed() =>
        Assert.Empty(Directory.GetFiles(Repository, "nuget.config", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }));

    /// <summary>Every method and field that a type's own code mentions, its lambdas and iterators included.</summary>
    private static IEnumerable<MemberInfo> Calls(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return Nested(type).SelectMany(part => part.GetMethods(all).Cast<MethodBase>().Concat(part.GetConstructors(all))).SelectMany(Mentioned);
    }

    private static IEnumerable<Type> Nested(Type type) =>
        type.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public).SelectMany(Nested).Prepend(type);

    private static IEnumerable<MemberInfo> Mentioned(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        foreach (var token in TokensIn(code))
        {
            MemberInfo? member = null;
            try
            {
                member = method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
            }
            catch (ArgumentException)
            {
                // four bytes that looked like a call
            }
            if (member?.DeclaringType is not null)
                yield return member;
        }
    }

    /// <summary>Operands of call, callvirt and newobj. Bytes are not decoded one instruction after the other, so a few are none: those do not resolve.</summary>
    private static IEnumerable<int> TokensIn(byte[] code)
    {
        for (var i = 0; i + 5 <= code.Length; i++)
            if (code[i] == OpCodes.Call.Value || code[i] == OpCodes.Callvirt.Value || code[i] == OpCodes.Newobj.Value)
                yield return BitConverter.ToInt32(code, i + 1);
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    internal static string InRepository(string path) => Path.Combine(Repository, path);

    private static string Relative(string file) => Path.GetRelativePath(Repository, file);

    private static string FindUp(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, name)))
                return folder.FullName;
        throw new FileNotFoundException(name);
    }
}
