/** The API's shapes in the words of the pages; all of them generated from backend/schema.yaml (`npm run schema`). */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type Role = Shapes["RoleEnum"];
export type Kind = Shapes["VariableKind"];
export type Color = Shapes["ColorEnum"];

export type User = Shapes["UserOut"];
export type InstanceConfig = Shapes["ConfigOut"];
export type Detail = Shapes["DetailOut"];
export type DeviceSession = Shapes["SessionOut"];

/** What a browser gets in cookie mode: the refresh token stays in its cookie. */
export type AccessToken = Omit<Shapes["TokensOut"], "refresh">;

export interface SignedIn {
  user: User;
  tokens: AccessToken;
}

/** The password, or another provider, was right: a second factor is asked for before there are tokens. */
export type Challenge = Shapes["ChallengeOut"];
export type FactorKind = Challenge["methods"][number];
export type SignInAnswer = SignedIn | Challenge;
export type SignInProvider = InstanceConfig["providers"][number];
export type Identity = Shapes["IdentityOut"];

export type Factors = Shapes["FactorsOut"];
export type Passkey = Shapes["PasskeyOut"];
export type Seed = Shapes["SeedOut"];
/** A first factor brings recovery codes with it; all but this session end, and it goes on with new tokens. */
export interface FactorAdded {
  recovery_codes: string[] | null;
  tokens: AccessToken;
}
export type Presence = Shapes["PresenceOut"];
export type PresenceMethod = Presence["methods"][number];

export type Provider = Shapes["ProviderOut"];
export type NewProvider = Shapes["ProviderInRequest"];
export type ProviderChanges = Shapes["ProviderChangesInRequest"];
export type ProviderKind = Provider["kind"];
export type Linking = Provider["linking"];
export type ProviderTrial = Shapes["TrialOut"];

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface Listing<T> {
  results: T[];
}

export type Person = Shapes["PersonOut"];
export type Organization = Shapes["OrganizationOut"];
export type Member = Shapes["MemberOut"];
export type Invitation = Shapes["InvitationOut"];
export type InvitationState = Shapes["StateEnum"];
export type InvitationOutcome = Shapes["OutcomeOut"];
export type InvitationPreview = Shapes["PreviewOut"];

export type Environment = Shapes["EnvironmentOut"];
export type Project = Shapes["ProjectOut"];
export type Variable = Shapes["VariableOut"];
export type VariableListing = Shapes["VariableList"];
export type Revealed = Shapes["RevealedOut"];
export type RevealedVersion = Shapes["RevealedVersionOut"];
export type Version = Shapes["VersionOut"];
export type ChangeSet = Shapes["ChangeSetOut"];

export type ImportFormat = Shapes["FormatEnum"];
export type ImportMode = Shapes["ModeEnum"];
export type ExportFormat = ImportFormat | "docker" | "shell" | "k8s";
export type ImportResult = Shapes["ImportOut"];
export type ImportError = Shapes["BadLineOut"];

/** One step of an atomic write. The schema has one shape for both operations; these are the two that make sense. */
export type Change =
  | {
      op: "set";
      name: string;
      value?: string;
      note?: string;
      kind?: Kind;
      rename_from?: string;
      expected_version?: number;
    }
  | { op: "delete"; name: string; expected_version?: number };

export type ApplyResult = Shapes["ApplyOut"];

/** A row that moved on, in the `conflicts` of a 409. */
export interface StaleRow {
  name: string;
  version: number;
  updated_by: Person | null;
  updated_at: string;
}

export type Comparison = Shapes["CompareOut"];
export type ComparisonRow = Shapes["ComparedOut"];
export type ComparisonSide = Pick<Shapes["SideOut"], "version" | "length">;

export type AuditEvent = Shapes["EventOut"];
export type AuditVerdict = Shapes["VerdictOut"];
export type AuditRead = Shapes["ReadOut"];

export type Notification = Shapes["NotificationOut"];
export type NotificationPage = Shapes["NotificationPage"];
export type NotificationPreference = Shapes["PreferenceOut"];
export type MailChoice = NotificationPreference["mail"];
export type NotificationPreferences = Shapes["PreferencesOut"];
export type NotificationDefaults = Shapes["DefaultsOut"];
export type DigestPlan = Shapes["TimeOut"];
export type UnsubscribePreview = Shapes["MailingOut"];
export type UnsubscribeState = Shapes["UnsubscribedOut"];

export type MailLetter = Shapes["MailTemplateOut"];
export type MailBlock = MailLetter["blocks"][number];
/** Sources in the template language, by block. */
export type MailTexts = NonNullable<MailLetter["texts"]>;
export type MailVersion = Shapes["MailVersionOut"];
export type MailPreview = Shapes["MailPreviewOut"];
export type MailLook = Shapes["MailLookOut"];

export type Figures = Shapes["WorkersOut"];
export type Lane = Shapes["LaneOut"];
export type Priority = Lane["priority"];
export type WorkerProcess = Shapes["WorkerOut"];
export type WebProcess = Shapes["NodeOut"];
export type Job = Shapes["JobOut"];
export type Message = Shapes["MessageOut"];
export type MessageDetail = Shapes["WholeMessageOut"];
export type MessageState = Message["state"];
export type Suppression = Shapes["SuppressionOut"];
export type Letter = Shapes["SpecimenOut"];
export type Specimen = Shapes["RenderedOut"];

export type ChatRoom = Shapes["RoomOut"];
export type ChatMessage = Shapes["ChatMessageOut"];
export type FoundMessage = Shapes["FoundMessageOut"];
/** Messages without holes, and where the stream stood before they were read. */
export type MessagePage = Shapes["ExcerptOut"];
export type ChatReading = Shapes["ReadingOut"];
export type ChatLink = NonNullable<Shapes["ReferencesOut"]["results"][string]>;

export type ShareLink = Shapes["ShareLinkOut"];
export type NewShareLink = Shapes["NewShareLinkOut"];
export type ShareOpened = Shapes["ShareOpenedOut"];
export type SharePreview = Shapes["SharePreviewOut"];
