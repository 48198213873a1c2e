/** The side navigation: the job to be done, in its order. `label` names a text in messages/en/console.json. */
import {
  Activity, AppWindow, BookOpen, Boxes, Building2, ClipboardCheck, Cpu, CreditCard, Fingerprint, FlaskConical, Gauge, Hourglass, IdCard, KeyRound,
  LibraryBig, ListChecks, type LucideIcon, PlugZap, Receipt, Rocket, Route, Scale, ScrollText, Settings, ShieldAlert, ShieldCheck, SlidersHorizontal,
  Store, Terminal,
  UserCog, Users, Webhook,
} from 'lucide-react'; // prettier-ignore
import type { TenantPermission } from '@turnpike/domain/permissions';

export type NavLabel =
  | 'start' | 'playground' | 'keys' | 'usage' | 'calls' | 'jobs' | 'applications' | 'subscriptions' | 'billing' | 'sandbox'
  | 'members' | 'settings' | 'audit' | 'catalogue' | 'apiReference'
  | 'overview' | 'approvals' | 'tenants' | 'products' | 'models' | 'providers' | 'allCalls' | 'ledger' | 'users'
  | 'managementKeys' | 'modelCatalogue' | 'platformAudit' | 'webhooks' | 'queues'
  | 'routing' | 'limits' | 'access' | 'roles' | 'security' | 'policies'; // prettier-ignore

export interface NavItem {
  href: string;
  label: NavLabel;
  icon: LucideIcon;
  /** Not shown to who lacks it; the page itself is closed by its use cases. */
  needs?: TenantPermission;
  /** Its page says itself to who lacks it what it is for. */
  explains?: boolean;
  /** Shown in the bar at the bottom of a phone. */
  onPhone?: boolean;
  /** Pages reached from its own, whose item it is too. */
  also?: readonly string[];
  /** Answered by another server: no client-side navigation. */
  plain?: boolean;
}

export interface NavGroup {
  label: 'build' | 'organisation' | 'help' | 'platform' | 'catalogueGroup' | 'control';
  items: readonly NavItem[];
}

const HELP: NavGroup = {
  label: 'help',
  items: [
    { href: '/catalog', label: 'catalogue', icon: Store },
    { href: '/docs', label: 'apiReference', icon: BookOpen, plain: true },
  ],
};

/** For members of an organisation. */
export const TENANT_NAV: readonly NavGroup[] = [
  {
    label: 'build',
    items: [
      { href: '/app/start', label: 'start', icon: Rocket, onPhone: true },
      { href: '/app/playground', label: 'playground', icon: Terminal, needs: 'playground:use', explains: true },
      {
        href: '/app/keys',
        label: 'keys',
        icon: KeyRound,
        needs: 'key:read',
        onPhone: true,
        also: ['/app/oauth-clients', '/app/signing-secrets'],
      },
      { href: '/app/usage', label: 'usage', icon: Gauge, needs: 'usage:read', onPhone: true },
      { href: '/app/calls', label: 'calls', icon: Activity, needs: 'call:read', onPhone: true },
      { href: '/app/webhooks', label: 'webhooks', icon: Webhook, needs: 'webhook:read', explains: true },
      { href: '/app/jobs', label: 'jobs', icon: Hourglass, needs: 'job:read' },
      { href: '/app/applications', label: 'applications', icon: AppWindow, needs: 'application:read' },
      { href: '/app/subscriptions', label: 'subscriptions', icon: Receipt, needs: 'subscription:read' },
      { href: '/app/limits', label: 'limits', icon: SlidersHorizontal, needs: 'limit:read' },
      { href: '/app/billing', label: 'billing', icon: CreditCard, needs: 'balance:read', explains: true },
      { href: '/app/sandbox', label: 'sandbox', icon: FlaskConical },
    ],
  },
  {
    label: 'organisation',
    items: [
      { href: '/org/members', label: 'members', icon: Users, needs: 'member:read' },
      { href: '/org/roles', label: 'roles', icon: IdCard, needs: 'role:read' },
      { href: '/org/access', label: 'access', icon: Fingerprint, needs: 'access:read' },
      { href: '/org/security', label: 'security', icon: ShieldAlert, needs: 'security:read' },
      { href: '/org/settings', label: 'settings', icon: Settings },
      { href: '/org/audit', label: 'audit', icon: ScrollText, needs: 'audit:read', explains: true },
    ],
  },
  HELP,
];

/** For platform admins. */
export const PLATFORM_NAV: readonly NavGroup[] = [
  {
    label: 'platform',
    items: [
      { href: '/admin', label: 'overview', icon: Gauge, onPhone: true },
      { href: '/admin/approvals', label: 'approvals', icon: ClipboardCheck, onPhone: true },
      { href: '/admin/tenants', label: 'tenants', icon: Building2, onPhone: true },
      { href: '/admin/calls', label: 'allCalls', icon: Activity, onPhone: true },
    ],
  },
  {
    label: 'catalogueGroup',
    items: [
      { href: '/admin/products', label: 'products', icon: Boxes },
      { href: '/admin/models', label: 'models', icon: Cpu },
      { href: '/admin/catalogue', label: 'modelCatalogue', icon: LibraryBig },
      { href: '/admin/providers', label: 'providers', icon: PlugZap },
      { href: '/admin/routing', label: 'routing', icon: Route },
    ],
  },
  {
    label: 'control',
    items: [
      { href: '/admin/ledger', label: 'ledger', icon: Scale },
      { href: '/admin/queues', label: 'queues', icon: ListChecks },
      { href: '/admin/users', label: 'users', icon: UserCog },
      { href: '/admin/management-keys', label: 'managementKeys', icon: ShieldCheck },
      { href: '/admin/policies', label: 'policies', icon: Fingerprint },
      { href: '/admin/security', label: 'security', icon: ShieldAlert },
      { href: '/admin/audit', label: 'platformAudit', icon: ScrollText },
    ],
  },
  HELP,
];

/** The navigation of a member who may do that. */
export function navigationFor(permissions: readonly TenantPermission[]): readonly NavGroup[] {
  return TENANT_NAV.map(({ label, items }) => ({
    label,
    items: items.filter(({ needs }) => needs === undefined || permissions.includes(needs)),
  }));
}

/** The permission without which there is nothing to see at that path; null where there is, or where the page says so. */
export function lackingFor(path: string, permissions: readonly TenantPermission[]): TenantPermission | null {
  for (const { items } of TENANT_NAV) {
    for (const item of items) {
      const { needs, explains } = item;
      if (needs !== undefined && explains !== true && isUnder(item.href, path) && !permissions.includes(needs))
        return needs;
    }
  }
  return null;
}

/** Whether an item stands for the page at that path. */
export function isHere({ href, also = [] }: NavItem, path: string): boolean {
  return [href, ...also].some((one) => isUnder(one, path));
}

function isUnder(href: string, path: string): boolean {
  return path === href || (href !== '/admin' && path.startsWith(`${href}/`));
}
